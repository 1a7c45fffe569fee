package dev.statewave.harness.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import dev.statewave.harness.system.Api;
import dev.statewave.harness.system.TestSystem;
import dev.statewave.local.system.Deployable;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.support.ui.Select;

/**
 * The console in a browser, before the running system. With {@code -Dstatewave.console.pictures=<folder>} it also
 * writes pictures of the main screens.
 */
class ConsoleIT {

    /** Long enough for a machine that is busy with other things. */
    private static final Duration SOON = Duration.ofSeconds(60);

    private static final String OPERATOR = "operator-key";
    private static final String ATTACK = "<img src=x onerror=alert(1)>";
    private static final String SCRIPT = "<script>alert(2)</script>";

    private static final TestSystem SYSTEM = system();
    private static final String RUN = UUID.randomUUID().toString().substring(0, 8);
    private static final String TENANT = "acme-" + RUN;
    private static final String SUBJECT = "user:ada-" + RUN;
    private static final String HOSTILE = ATTACK + RUN;

    /** Of screens that are in the menu by their first part. */
    private static final List<String> PARTS =
            List.of("groups?view=tenants&tenant=" + TENANT, "groups?view=topics", "groups?view=slots");

    private static Browser browser;
    /** Asks for a key. */
    private static String keyed;

    private static TestSystem system() {
        return Browser.isInstalled() ? TestSystem.get() : null;
    }

    @BeforeAll
    static void start() throws Exception {
        assumeThat(Browser.isInstalled())
                .as("Chromium is not installed, so the console is not tested: apt install chromium chromium-driver")
                .isTrue();
        keyed = gateway("--statewave.api-key=" + OPERATOR);
        Api api = SYSTEM.api();
        for (String text : List.of(
                "My name is Ada Lovelace. I prefer tea. The export fails with error 17, this is urgent.",
                "I live in London.",
                "I work at Babbage Ltd.",
                "The export of invoices runs every night at two.")) {
            record(api, SUBJECT, text);
        }
        record(api, HOSTILE, "My name is %s Mallory. I prefer %s.".formatted(ATTACK, SCRIPT));
        for (String subject : List.of(SUBJECT, HOSTILE)) {
            await().atMost(SOON)
                    .until(() -> api.get("/admin/subjects/" + encode(subject) + "/memories?tenant_id=" + TENANT)
                                    .at("/total")
                                    .asInt()
                            > 0);
        }
        browser = new Browser();
    }

    @AfterAll
    static void stop() throws Exception {
        if (browser != null) {
            browser.close();
        }
        if (SYSTEM != null) {
            for (String subject : List.of(SUBJECT, HOSTILE)) {
                SYSTEM.api().delete("/admin/subjects/" + encode(subject) + "?tenant_id=" + TENANT);
            }
        }
    }

    @Test
    void markup_isShownAsText() {
        signIn(SYSTEM.url(), "subjects?search=" + encode("onerror"));

        browser.link(HOSTILE).click();
        browser.heading(HOSTILE);
        browser.text(SCRIPT);
        for (String view : List.of("Memories", "Episodes", "Sessions", "Receipts")) {
            browser.link(view).click();
            browser.find(By.xpath("//h2[normalize-space()='%s']".formatted(view)));
            if (view.equals("Memories") || view.equals("Episodes")) {
                browser.button("Open").click();
                browser.text(SCRIPT);
            }
        }
        ask(HOSTILE, ATTACK + SCRIPT);
        browser.text(SCRIPT);

        assertThat(browser.has(By.cssSelector("main img, main script"))).isFalse();
        assertThat(browser.offences()).isEmpty();
    }

    @Test
    void policy_forbidsWhatIsWrittenIntoThePage() {
        signIn(SYSTEM.url(), "");

        browser.script("const s = document.createElement('script'); s.textContent = 'window.ran = true';"
                + " document.body.append(s);");

        assertThat(browser.script("return window.ran")).isNull();
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(browser.offences()).containsExactly("script-src-elem inline"));
    }

    @Test
    void brokenPart_isNamed() throws Exception {
        String broken = gateway("--statewave.worker-url=http://127.0.0.1:1");

        signIn(broken, "");

        browser.text("compile-worker");
        var first = browser.find(By.cssSelector("table tbody tr"));
        assertThat(first.getText()).contains("compile-worker").contains("Start it");
        assertThat(browser.find(By.cssSelector(".verdict")).getText()).doesNotContain("Everything works");
        picture("overview-broken");
    }

    @Test
    void context_isAskedForAndExplained() throws Exception {
        signIn(SYSTEM.url(), "ask?subject=%s&tenant=%s".formatted(encode(SUBJECT), TENANT));
        browser.field("Task").sendKeys("Why does her export fail?");
        browser.field("Tokens").sendKeys("60");
        browser.field("Write a receipt").click();
        browser.button("Ask").click();

        browser.text("Chosen, the best first");
        browser.text("export fails");
        browser.text("Left out, the best first");
        picture("ask");

        browser.link("Its receipt").click();
        browser.heading("Receipt");
        browser.text("Why does her export fail?");
        browser.text("What was left out");
        browser.button("Check the signature").click();
        browser.text("Nobody can tell whether it is genuine: no signature.");
        picture("receipt");
    }

    @Test
    void configuration_isChangedAndAudited() throws Exception {
        signIn(keyed, "tenant?id=" + TENANT);
        browser.text("Nothing was set yet");
        new Select(browser.field("Receipts")).selectByValue("always");
        browser.field("Receipt retention days").sendKeys("365");
        picture("tenant");

        browser.button("Save").click();
        browser.find(By.cssSelector("dialog[open]"));
        browser.text("Receipts: not set → always");
        browser.button("Cancel").click();
        assertThat(SYSTEM.api()
                        .get("/admin/tenants/" + TENANT + "/config")
                        .at("/version")
                        .asInt())
                .isZero();

        browser.button("Save").click();
        browser.button("Change").click();
        browser.text("Changed receipts, receipt retention days of %s; it has version 1.".formatted(TENANT));
        assertThat(SYSTEM.api()
                        .get("/admin/tenants/" + TENANT + "/config")
                        .at("/config/receipt_retention_days")
                        .asInt())
                .isEqualTo(365);

        browser.link("Its audit").click();
        browser.heading("Audit");
        browser.text("tenant_config.update");
        var row = browser.find(By.cssSelector("table tbody tr"));
        assertThat(row.getText())
                .contains("tenant_config.update")
                .contains(TENANT)
                .contains("single");
        picture("audit");
    }

    @Test
    void readingKey_seesNoActions() throws Exception {
        var issued = new Api(keyed)
                .post(
                        "/admin/keys",
                        "{'name':'looks-%s','scopes':['admin','read']}".formatted(RUN),
                        "X-API-Key",
                        OPERATOR);

        signIn(
                keyed,
                "subject?id=%s&tenant=%s".formatted(encode(SUBJECT), TENANT),
                issued.at("/key").asString());

        browser.text("read only");
        browser.text("Ask about it");
        assertThat(browser.has(By.xpath("//button[normalize-space()='Erase']"))).isFalse();
        browser.go("tenant?id=" + TENANT);
        browser.heading("Tenant " + TENANT);
        browser.text("As it is stored");
        assertThat(browser.has(By.xpath("//button[normalize-space()='Save']"))).isFalse();
        for (String screen : List.of(
                "dead-letters", "groups", "groups?view=tenants&tenant=" + TENANT, "endpoints", "policy", "settings")) {
            browser.go(screen);
            await().atMost(SOON).until(() -> !browser.text().contains("Loading…"));
            assertThat(buttons())
                    .as(screen)
                    .isSubsetOf("Show", "Open", "Previous", "Next", "Edit it", "Try it on past answers");
        }
        new Api(keyed).delete("/admin/keys/" + issued.at("/id").asString(), "X-API-Key", OPERATOR);
    }

    @Test
    void wrongKey_isTold_andAReloadForgetsTheRightOne() {
        browser.open(keyed + "/console/subjects");
        browser.field("API key").sendKeys("wrong", Keys.ENTER);
        browser.text("The server does not know this key");

        browser.field("API key").clear();
        browser.field("API key").sendKeys(OPERATOR, Keys.ENTER);
        browser.heading("Subjects");
        assertThat(browser.script("return JSON.stringify([{...localStorage}, {...sessionStorage}, document.cookie])"))
                .isEqualTo("[{},{},\"\"]");

        browser.open(keyed + "/console/subjects");
        browser.field("API key");
    }

    @Test
    void keyboard_isEnough() {
        browser.open(keyed + "/console/");
        browser.field("API key");
        browser.press(OPERATOR, Keys.ENTER);
        browser.heading("Overview");

        browser.script("document.activeElement.blur()");
        browser.tabTo("Skip to the content");
        browser.press(Keys.ENTER);
        assertThat(browser.focused().getDomAttribute("id")).isEqualTo("content");

        browser.script("scrollTo(0, 0); document.activeElement.blur(); document.querySelector('.skip').focus()");
        browser.tabTo("Subjects");
        browser.press(Keys.ENTER);
        browser.heading("Subjects");
        assertThat(browser.focused().getText()).isEqualTo("Subjects");
        browser.press(Keys.TAB, "ada-" + RUN, Keys.ENTER);
        browser.link(SUBJECT);
        browser.tabTo(SUBJECT);
        browser.press(Keys.ENTER);
        browser.heading(SUBJECT);
        browser.text("Erase");
        browser.tabTo("Erase");
        browser.press(Keys.ENTER);
        browser.find(By.cssSelector("dialog[open]"));
        assertThat(browser.focused().getText()).isEqualTo("Cancel");
        browser.press(Keys.ESCAPE);
        await().atMost(SOON).until(() -> !browser.has(By.cssSelector("dialog[open]")));
        assertThat(browser.offences()).isEmpty();
    }

    @Test
    void narrowPage_isNotWiderThanTheScreen() {
        browser.width(390);
        try {
            signIn(keyed, "");
            var screens = new ArrayList<>(screensOfTheMenu());
            assertThat(screens)
                    .contains("", "subjects", "ask", "jobs", "webhooks", "tenants", "keys", "usage", "audit")
                    .contains("endpoints", "doctor", "dead-letters", "groups", "policy", "settings");
            String subject = "subject?id=%s&tenant=%s".formatted(encode(HOSTILE), TENANT);
            screens.addAll(
                    List.of("tenant?id=" + TENANT, subject, subject + "&view=memories", subject + "&view=episodes"));
            screens.addAll(PARTS);
            screens.add(subject + "&view=past");
            for (String screen : screens) {
                browser.go(screen);
                await().atMost(SOON).until(() -> !browser.text().contains("Loading…"));
                assertThat((Long) browser.script("return document.documentElement.scrollWidth"))
                        .as(screen)
                        .isLessThanOrEqualTo(390);
                assertThat(browser.has(By.cssSelector("main .problem")))
                        .as(screen)
                        .isFalse();
            }
            assertThat(browser.offences()).isEmpty();
        } finally {
            browser.width(1280);
        }
    }

    @Test
    void everyTableAndField_hasAName() {
        signIn(keyed, "");
        var screens = new ArrayList<>(screensOfTheMenu());
        screens.addAll(List.of("tenant?id=" + TENANT, "subject?id=%s&view=memories".formatted(encode(SUBJECT))));
        screens.addAll(PARTS);
        for (String screen : screens) {
            browser.go(screen);
            await().atMost(SOON).until(() -> !browser.text().contains("Loading…"));
            assertThat((List<?>) browser.script("""
                    return [...document.querySelectorAll('table:not(:has(caption))'),
                        ...[...document.querySelectorAll('input, select, textarea')].filter(one => !one.labels.length),
                        ...document.querySelectorAll('button:empty, a:empty')].map(one => one.outerHTML)""")).as(screen).isEmpty();
        }
    }

    @Test
    void mainScreens_areShown() throws Exception {
        signIn(SYSTEM.url(), "");
        browser.text("Everything works.");
        browser.text("What there is");
        picture("overview");
        browser.darkness(true);
        picture("overview-dark");
        browser.darkness(false);
        browser.go("subjects?search=" + RUN);
        browser.link(SUBJECT);
        picture("subjects");
        browser.link(SUBJECT).click();
        browser.text("By when it happened");
        browser.link("Memories").click();
        browser.button("Open").click();
        browser.text("Made of these episodes");
        browser.text("chat");
        picture("memories");
        browser.width(390);
        browser.go("");
        browser.text("What there is");
        picture("overview-narrow");
        browser.width(1280);
    }

    private static void ask(String subject, String task) {
        browser.go("ask?subject=%s&tenant=%s".formatted(encode(subject), TENANT));
        browser.field("Task").sendKeys(task);
        browser.button("Ask").click();
        browser.text("Chosen, the best first");
    }

    @SuppressWarnings("unchecked")
    private static List<String> buttons() {
        return (List<String>)
                browser.script("return [...document.querySelectorAll('main button')].map(one => one.textContent)");
    }

    private static List<String> screensOfTheMenu() {
        Object addresses =
                browser.script("return [...document.querySelectorAll('#menu a')].map(a => a.pathname).join()");
        return Arrays.stream(addresses.toString().split(","))
                .map(path -> path.substring("/console/".length()))
                .toList();
    }

    private static void signIn(String url, String screen) {
        signIn(url, screen, OPERATOR);
    }

    /** Where a key is asked for, with this one. */
    private static void signIn(String url, String screen, String key) {
        browser.open(url + "/console/" + screen);
        browser.find(By.cssSelector("h1"));
        if (url.equals(keyed)) {
            browser.field("API key").sendKeys(key, Keys.ENTER);
            browser.find(By.id("content"));
        }
    }

    private static String gateway(String... settings) {
        var all = new ArrayList<>(List.of(settings));
        SYSTEM.behindAnotherGateway().forEach(all::add);
        var gateway = Deployable.API_GATEWAY.application().run(all.toArray(String[]::new));
        return "http://127.0.0.1:" + gateway.getEnvironment().getProperty("local.server.port");
    }

    private static void record(Api api, String subject, String text) throws Exception {
        var answer = api.post(
                "/v1/episodes",
                "{'subject_id':'%s','source':'chat','type':'message','session_id':'s-1','payload':{'text':'%s'}}"
                        .formatted(subject, text),
                "X-Tenant-ID",
                TENANT);
        assertThat(answer.status()).isIn(201, 202);
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private static void picture(String name) throws Exception {
        String folder = System.getProperty("statewave.console.pictures");
        if (folder != null) {
            browser.picture(Path.of(folder, name + ".png"));
        }
    }
}
