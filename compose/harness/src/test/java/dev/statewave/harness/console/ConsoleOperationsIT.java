package dev.statewave.harness.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import dev.statewave.contract.topics.Topics;
import dev.statewave.harness.system.Api;
import dev.statewave.harness.system.TestSystem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;

/**
 * The screens by which troubles are found and mended, before the running system. Each test works on tenants of its own,
 * so that it may run beside others.
 */
class ConsoleOperationsIT {

    private static final Duration SOON = Duration.ofSeconds(60);
    private static final String RUN = UUID.randomUUID().toString().substring(0, 8);

    private static final TestSystem SYSTEM = Browser.isInstalled() ? TestSystem.get() : null;
    private static Browser browser;
    private static Api api;
    /** Answers with {@code status}, or 200. */
    private static HttpServer receiver;

    private static final AtomicInteger RECEIVED = new AtomicInteger();
    private static volatile int status = 200;

    @BeforeAll
    static void start() throws Exception {
        assumeThat(Browser.isInstalled())
                .as("Chromium is not installed, so the console is not tested: apt install chromium chromium-driver")
                .isTrue();
        api = SYSTEM.api();
        receiver = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        receiver.createContext("/", exchange -> {
            exchange.getRequestBody().readAllBytes();
            RECEIVED.incrementAndGet();
            exchange.sendResponseHeaders(status, -1);
            exchange.close();
        });
        receiver.start();
        browser = new Browser();
    }

    @AfterAll
    static void stop() {
        if (browser != null) {
            browser.close();
            receiver.stop(0);
        }
    }

    /**
     * An operator who has only the overview: everything that was planted is named there, and mended behind its link.
     */
    @Test
    void plantedTroubles_areNamedOnTheOverview_andMendedBehindTheirLinks() throws Exception {
        String tenant = "trouble-" + RUN;
        String endpoint = createEndpoint(tenant);
        String role = "delivery-retries-4";
        try {
            deadLetter(tenant);
            api.send("POST", "/admin/tenants/%s/pause".formatted(tenant), "{\"reason\": \"planted\"}");
            api.send("POST", "/admin/roles/%s/pause".formatted(role), "{\"reason\": \"planted too\"}");
            SYSTEM.update("""
                    UPDATE webhook_endpoints SET enabled = false, disabled_at = now(), disabled_reason = 'failing',
                        failing_since = now() - interval '6 days' WHERE id = ?""", UUID.fromString(endpoint));
            api.send("PATCH", "/admin/settings/rate_limit_rpm", "{\"value\": 999999}");

            open("");
            browser.text("of tenant %s was disabled".formatted(tenant));
            browser.text("Of tenant " + tenant);
            browser.text("planted too");
            browser.text("wait in the inbox");
            browser.text("rate_limit_rpm");
            browser.script("scrollTo(0, 0)");
            picture("troubles");

            mendDeadLetter(tenant);
            mendRole(role);
            mendTenant(tenant);
            mendEndpoint(endpoint);
            mendSetting();

            open("doctor");
            browser.text("Findings, the worst first");
            assertThat(browser.text())
                    .doesNotContain("Of tenant " + tenant)
                    .doesNotContain("planted too")
                    .doesNotContain("of tenant %s was disabled".formatted(tenant));
            assertThat(browser.offences()).isEmpty();
        } finally {
            api.send("POST", "/admin/tenants/%s/resume".formatted(tenant), null);
            api.send("POST", "/admin/roles/%s/resume".formatted(role), null);
            api.delete("/admin/settings/rate_limit_rpm");
            api.send("POST", "/admin/settings/apply", null);
            deleteEndpoint(tenant, endpoint);
        }
    }

    private void mendDeadLetter(String tenant) throws Exception {
        follow("wait in the inbox");
        browser.heading("Dead letters");
        browser.field("Of tenant").sendKeys(tenant, Keys.ENTER);
        browser.find(By.xpath("//td[normalize-space()='validation_error']"));
        browser.button("Open").click();
        browser.text("a-broken-record");
        picture("dead-letters");
        browser.button("Drop all that fit").click();
        browser.text("1 letter would be taken out of the inbox");
        assertThat(browser.focused().getDomAttribute("id")).isEqualTo("answer");
        browser.press("a broken producer", Keys.ENTER);
        browser.text("1 letter dropped.");
        browser.text("Nothing was put aside.");
        assertThat(api.get("/admin/dead-letters?tenant_id=" + tenant)
                        .at("/letters")
                        .size())
                .isZero();
        assertThat(api.get("/admin/audit?action=dead_letters.drop&limit=1")
                        .body()
                        .toString())
                .contains("a broken producer");
    }

    private void mendRole(String role) {
        follow("planted too");
        browser.heading("Groups and topics");
        browser.text(role);
        String row = "//tr[td[normalize-space()='%s']]".formatted(role);
        browser.find(By.xpath(row + "//span[normalize-space()='Paused']"));
        picture("groups");
        browser.find(By.xpath(row + "//button[normalize-space()='Resume']")).click();
        confirm("Resume");
        browser.text("Resumed the role " + role);
        browser.find(By.xpath(row + "//span[normalize-space()='Idle']"));
    }

    private void mendTenant(String tenant) throws Exception {
        follow("Of tenant " + tenant);
        browser.link(tenant).click();
        browser.text("Work for " + tenant);
        browser.text("planted");
        picture("paused-tenant");
        browser.button("Resume all work").click();
        confirm("Resume");
        browser.text("Resumed for %s: making memories, webhook deliveries, making vectors".formatted(tenant));
        assertThat(api.get("/admin/tenant-pauses?tenant_id=" + tenant)
                        .at("/total")
                        .asInt())
                .isZero();
    }

    private void mendEndpoint(String endpoint) {
        follow(endpoint);
        browser.find(By.xpath("//a[contains(@href, '%s')]".formatted(endpoint))).click();
        browser.heading("Webhook endpoint");
        browser.text("Disabled: it failed for too long");
        browser.button("Send a test event").click();
        browser.text("The receiver answered 200");
        browser.button("Enable").click();
        confirm("Enable");
        browser.text("Enabled the endpoint.");
        browser.find(By.xpath("//dd/span[normalize-space()='Active']"));
    }

    private void mendSetting() throws Exception {
        follow("rate_limit_rpm");
        browser.heading("Settings");
        browser.text("Not in force");
        picture("settings");
        browser.button("Open").click();
        browser.button("Take the stored value away").click();
        confirm("Take away");
        browser.text("Took away the stored rate_limit_rpm");
        browser.text("No setting fits.");
        assertThat(api.get("/admin/settings/rate_limit_rpm").at("/source").asString())
                .isEqualTo("env");
    }

    @Test
    void group_isSetBack_onlyAfterATrial() {
        open("groups");
        String row = "//tr[td[normalize-space()='embedder']]";
        browser.find(By.xpath(row + "//button[normalize-space()='Open']")).click();
        browser.text("As Kafka names it");
        browser.script("""
                const field = document.querySelector('.opened input[type=datetime-local]');
                Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value').set.call(field, '2999-01-01T00:00:00');
                field.dispatchEvent(new Event('input', {bubbles: true}));""");
        browser.button("Read again").click();
        browser.text("There is nothing that statewave-embedder has read since 2999-01-01");
        browser.go("groups?view=slots");
        browser.text("statewave_events");
        browser.go("groups?view=topics");
        browser.text("statewave.subject-log");
        assertThat(browser.offences()).isEmpty();
    }

    @Test
    void tenant_isPausedWithAReason_andResumed() throws Exception {
        String tenant = "rests-" + RUN;
        try {
            open("tenant?id=" + tenant);
            browser.text("Making memories");
            browser.button("Pause all work").click();
            browser.field("Why").sendKeys("they move", Keys.ENTER);
            browser.text("Paused for " + tenant);
            browser.text("they move");
            var paused = api.get("/admin/tenant-pauses?tenant_id=" + tenant);
            assertThat(paused.at("/total").asInt()).isEqualTo(3);
            assertThat(paused.at("/pauses/0/reason").asString()).isEqualTo("they move");
            browser.find(By.xpath("//tr[td[normalize-space()='Making memories']]//button[normalize-space()='Resume']"))
                    .click();
            confirm("Resume");
            browser.text("Resumed for %s: making memories.".formatted(tenant));
            assertThat(api.get("/admin/tenant-pauses?tenant_id=" + tenant)
                            .at("/total")
                            .asInt())
                    .isEqualTo(2);
            assertThat(browser.offences()).isEmpty();
        } finally {
            api.send("POST", "/admin/tenants/%s/resume".formatted(tenant), null);
        }
    }

    @Test
    void endpoint_isRegistered_failsIsSeen_andReplayed() throws Exception {
        String tenant = "hooked-" + RUN;
        String endpoint = "";
        try {
            open("endpoints");
            browser.field("Whose events").sendKeys(tenant);
            browser.field("Address").sendKeys(url());
            browser.field("What it is").sendKeys("the shop <b>of</b> Ada");
            browser.field("episode.created").click();
            browser.button("Register").click();
            confirm("Register");
            browser.text("shown this once");
            browser.text("whsec_");
            browser.button("I have it").click();
            endpoint = api.get("/admin/webhook-endpoints?tenant_id=" + tenant)
                    .at("/endpoints/0/id")
                    .asString();
            assertThat(endpoint).isNotEmpty();

            status = 410;
            record(tenant, "I live in Lisbon.");
            open("endpoint?id=%s&tenant=%s".formatted(endpoint, tenant));
            browser.text("the shop <b>of</b> Ada");
            browser.text("Disabled: its receiver is gone");
            status = 200;
            browser.button("Enable").click();
            confirm("Enable");
            browser.text("Enabled the endpoint.");
            browser.find(By.xpath("//td/span[normalize-space()='Given up']"));
            browser.button("Open").click();
            browser.text("What is sent");
            browser.text("Attempts, the newest first");
            browser.find(By.xpath("//tr[@class='opened']//button[normalize-space()='Open']"))
                    .click();
            browser.text("webhook-signature");
            picture("endpoint");
            int before = RECEIVED.get();
            browser.button("Replay these").click();
            browser.text("1 delivery would be sent once more");
            confirm("Replay");
            browser.text("1 delivery sent again.");
            await().atMost(SOON).until(() -> RECEIVED.get() > before);
            browser.button("Rotate the secret").click();
            confirm("Rotate");
            browser.text("whsec_");
            browser.button("Pause").click();
            confirm("Pause");
            browser.text("Paused the endpoint.");
            assertThat(browser.offences()).isEmpty();
        } finally {
            status = 200;
            deleteEndpoint(tenant, endpoint);
            erase(tenant);
        }
    }

    @Test
    void policy_isTriedOnPastAnswers_andHolds() throws Exception {
        String tenant = "ruled-" + RUN;
        try {
            record(tenant, "My e-mail address is ada@example.com.");
            await().atMost(SOON)
                    .until(() -> SYSTEM.count("SELECT count(*) FROM memories WHERE tenant_id = ?", tenant) > 0);
            api.send(
                    "POST",
                    "/v1/context",
                    "{\"subject_id\": \"ada\", \"task\": \"Write to her\", \"emit_receipt\": true, \"caller_type\": \"bot\", \"caller_id\": \"b\"}",
                    "X-Tenant-ID",
                    tenant);
            await().atMost(SOON)
                    .until(() -> SYSTEM.count("SELECT count(*) FROM receipts WHERE tenant_id = ?", tenant) > 0);
            open("policy");
            chooseTenant(tenant);
            browser.text("nothing is held back by rules");
            browser.button("Try it on past answers").click();
            browser.text("1 receipt looked at");
            browser.button("Store and let it hold").click();
            confirm("Let it hold");
            browser.text("it holds for tenant " + tenant);
            browser.text("Rules, and how often each has fired");
            picture("policy");
            assertThat(api.get("/admin/policy/active?tenant_id=" + tenant)
                            .at("/rules/0/id")
                            .asString())
                    .isEqualTo("no-emails-for-bots");
            browser.button("Let none hold").click();
            browser.find(By.xpath("//dialog//button[normalize-space()='Let none hold']"))
                    .click();
            browser.text("No bundle holds for tenant " + tenant);
            browser.field("Rules, as YAML").clear();
            browser.field("Rules, as YAML").sendKeys("rules: nothing");
            browser.button("Try it on past answers").click();
            browser.find(By.cssSelector("main .problem"));
            assertThat(browser.offences()).isEmpty();
        } finally {
            erase(tenant);
        }
    }

    @Test
    void subject_isComparedAtTwoMoments() throws Exception {
        String tenant = "past-" + RUN;
        try {
            record(tenant, "I live in Lisbon.");
            awaitMemory(tenant, "Lisbon");
            Thread.sleep(1_500);
            record(tenant, "I live in Porto.");
            awaitMemory(tenant, "Porto");
            open("subject?id=ada&view=past&tenant=" + tenant);
            browser.field("Task or question").sendKeys("Where does she live?");
            assertThat(browser.field("One moment").getDomAttribute("type")).isEqualTo("range");
            browser.field("One moment").sendKeys(Keys.ARROW_RIGHT);
            browser.button("Compare").click();
            browser.text("Told at the later moment alone");
            browser.text("Porto");
            browser.text("The context at");
            picture("past");
            assertThat(browser.offences()).isEmpty();
        } finally {
            erase(tenant);
        }
    }

    /** The link beside what the overview names. */
    private static void follow(String named) {
        browser.go("");
        browser.find(By.xpath("//main//tr[contains(., '%s')]//a".formatted(named)))
                .click();
    }

    private static void confirm(String action) {
        browser.find(By.xpath("//dialog[@open]//button[normalize-space()='%s']".formatted(action)))
                .click();
    }

    private static void open(String screen) {
        browser.open(SYSTEM.url() + "/console/" + screen);
        browser.find(By.cssSelector("h1"));
    }

    private static void chooseTenant(String tenant) {
        browser.field("Tenant").sendKeys(tenant, Keys.ENTER);
    }

    private static String url() {
        return "http://127.0.0.1:%d/hook".formatted(receiver.getAddress().getPort());
    }

    private static String createEndpoint(String tenant) throws Exception {
        return api.send("POST", "/v1/webhook-endpoints", "{\"url\": \"%s\"}".formatted(url()), "X-Tenant-ID", tenant)
                .at("/id")
                .asString();
    }

    private static void deleteEndpoint(String tenant, String endpoint) throws Exception {
        if (!endpoint.isEmpty()) {
            api.delete("/v1/webhook-endpoints/" + endpoint, "X-Tenant-ID", tenant);
        }
    }

    private static void deadLetter(String tenant) {
        SYSTEM.produce(
                Topics.EPISODES, "k", "{'subject_id': 7, 'note': 'a-broken-record'}", Map.of("X-Tenant-ID", tenant));
        await().atMost(SOON)
                .until(() -> api.get("/admin/dead-letters?tenant_id=" + tenant)
                                .at("/letters")
                                .size()
                        == 1);
    }

    private static void record(String tenant, String text) throws Exception {
        var answer = api.post(
                "/v1/episodes",
                "{'subject_id':'ada','source':'chat','type':'message','payload':{'text':'%s'}}".formatted(text),
                "X-Tenant-ID",
                tenant);
        assertThat(answer.status()).isIn(201, 202);
    }

    private static void awaitMemory(String tenant, String word) {
        await().atMost(SOON)
                .until(() -> SYSTEM.count(
                                "SELECT count(*) FROM memories WHERE tenant_id = ? AND content LIKE ?",
                                tenant,
                                "%" + word + "%")
                        > 0);
    }

    private static void erase(String tenant) throws Exception {
        api.delete("/admin/subjects/ada?tenant_id=" + URLEncoder.encode(tenant, StandardCharsets.UTF_8));
    }

    private static void picture(String name) {
        String folder = System.getProperty("statewave.console.pictures");
        if (folder != null) {
            try {
                browser.picture(Path.of(folder, name + ".png"));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
