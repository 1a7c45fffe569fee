package dev.statewave.harness.console;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.openqa.selenium.By;
import org.openqa.selenium.JavascriptExecutor;
import org.openqa.selenium.Keys;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.support.ui.WebDriverWait;

/** Chromium without a window. It notes what a page should never do: open a dialog, or break its own policy. */
final class Browser implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int HEIGHT = 900;

    /** Runs before each page. Its notes are what {@link #offences} tells. */
    private static final String WATCH = """
            window.offences = [];
            for (const name of ['alert', 'confirm', 'prompt']) {
              window[name] = () => window.offences.push(name);
            }
            document.addEventListener('securitypolicyviolation',
                event => window.offences.push(event.violatedDirective + ' ' + event.blockedURI));
            window.addEventListener('error', event => window.offences.push(String(event.message)));
            """;

    private final ChromeDriver driver;

    Browser() {
        var options = new ChromeOptions();
        options.setBinary(program("chromium").orElseThrow());
        // Tests may run as root, in containers with a small /dev/shm, and on machines without any way out.
        options.addArguments(
                "--headless=new",
                "--no-sandbox",
                "--disable-dev-shm-usage",
                "--disable-background-networking",
                "--no-first-run",
                "--hide-scrollbars");
        var service = new ChromeDriverService.Builder()
                .usingDriverExecutable(program("chromedriver").orElseThrow())
                .usingAnyFreePort()
                .build();
        driver = new ChromeDriver(service, options);
        driver.executeCdpCommand("Page.addScriptToEvaluateOnNewDocument", Map.of("source", WATCH));
        width(1280);
    }

    static boolean isInstalled() {
        return program("chromium").isPresent() && program("chromedriver").isPresent();
    }

    private static Optional<File> program(String name) {
        return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .map(folder -> new File(folder, name))
                .filter(File::canExecute)
                .findFirst();
    }

    /** Of the page in pixels, which may be less than a window can have. */
    void width(int pixels) {
        driver.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", pixels, "height", HEIGHT, "deviceScaleFactor", 1, "mobile", false));
    }

    void darkness(boolean dark) {
        driver.executeCdpCommand(
                "Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", dark ? "dark" : "light"))));
    }

    void open(String url) {
        driver.get(url);
    }

    /** Leads to another screen of the page that is open, which keeps its key. */
    void go(String screen) {
        script(
                "history.pushState(null, '', '/console/' + arguments[0]); dispatchEvent(new PopStateEvent('popstate'))",
                screen);
    }

    Object script(String script, Object... values) {
        return ((JavascriptExecutor) driver).executeScript(script, values);
    }

    /** Waits for it. */
    WebElement find(By by) {
        return new WebDriverWait(driver, PATIENCE).until(page -> page.findElements(by).stream()
                .filter(WebElement::isDisplayed)
                .findFirst()
                .orElse(null));
    }

    boolean has(By by) {
        return !driver.findElements(by).isEmpty();
    }

    WebElement button(String text) {
        return find(By.xpath("//button[normalize-space()=\"%s\"]".formatted(text)));
    }

    WebElement link(String text) {
        return find(By.xpath("//a[normalize-space()=\"%s\"]".formatted(text)));
    }

    WebElement field(String label) {
        return find(By.xpath("//*[@id=//label[starts-with(normalize-space(),\"%s\")]/@for]".formatted(label)));
    }

    void heading(String text) {
        find(By.xpath("//h1[normalize-space()=\"%s\"]".formatted(text)));
    }

    /** Waits until the page has this text. */
    void text(String text) {
        new WebDriverWait(driver, PATIENCE)
                .withMessage(() -> "no text \"%s\" in: %s".formatted(text, text()))
                .until(page -> text().contains(text));
    }

    String text() {
        return (String) script("return document.body.innerText");
    }

    void press(CharSequence... keys) {
        new Actions(driver).sendKeys(String.join("", keys)).perform();
    }

    /** Presses the tabulator until the element with this text has the focus, and checks that each one shows it. */
    WebElement tabTo(String text) {
        for (int i = 0; i < 60; i++) {
            press(Keys.TAB);
            WebElement focused = driver.switchTo().activeElement();
            boolean atTheEnd = focused.getTagName().equals("body");
            if (!atTheEnd && focused.getCssValue("outline-style").equals("none")) {
                throw new AssertionError("the focus cannot be seen on: " + focused.getText());
            }
            if (focused.getText().equals(text)) {
                return focused;
            }
        }
        throw new AssertionError("cannot be reached by keyboard: " + text);
    }

    WebElement focused() {
        return driver.switchTo().activeElement();
    }

    /** Dialogs that were opened, breaches of the page's policy, and errors of its scripts since it was loaded. */
    @SuppressWarnings("unchecked")
    List<String> offences() {
        return (List<String>) script("return window.offences");
    }

    /** A picture of what can be seen of the page. */
    void picture(Path file) throws IOException {
        Files.createDirectories(file.getParent());
        Files.write(file, driver.getScreenshotAs(OutputType.BYTES));
    }

    @Override
    public void close() {
        driver.quit();
    }
}
