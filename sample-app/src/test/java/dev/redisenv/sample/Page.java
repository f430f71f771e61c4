package dev.redisenv.sample;

import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import java.util.logging.Level;

import org.jspecify.annotations.Nullable;
import org.openqa.selenium.By;
import org.openqa.selenium.NoSuchElementException;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;
import org.openqa.selenium.support.ui.WebDriverWait;

/**
 * The page in a browser, as a visitor sees it.
 *
 * @param browser where it is open
 */
record Page(ChromeDriver browser) implements AutoCloseable {

	private static final Duration LIMIT = Duration.ofSeconds(20);

	/**
	 * Opens the page in a browser of its own.
	 * @param address where the page is
	 * @return the open page
	 */
	static Page open(String address) {
		LoggingPreferences logs = new LoggingPreferences();
		logs.enable(LogType.BROWSER, Level.ALL);
		ChromeOptions options = new ChromeOptions();
		options.setBinary(Programs.find("chromium", "google-chrome").toFile());
		// Root gets no sandbox, and the page is ours
		options.addArguments("--headless=new", "--no-sandbox", "--disable-dev-shm-usage");
		options.setCapability(ChromeOptions.LOGGING_PREFS, logs);
		ChromeDriverService driver = new ChromeDriverService.Builder()
			.usingDriverExecutable(Programs.find("chromedriver").toFile())
			.usingAnyFreePort()
			.build();
		Page page = new Page(new ChromeDriver(driver, options));
		page.browser.get(address);
		return page;
	}

	/**
	 * Reads what an element shows.
	 * @param selector a CSS selector
	 * @return the text of the first such element, empty where there is none
	 */
	String text(String selector) {
		return texts(selector).stream().findFirst().orElse("");
	}

	List<String> texts(String selector) {
		return elements(selector).stream().map(WebElement::getText).toList();
	}

	List<WebElement> elements(String selector) {
		return this.browser.findElements(By.cssSelector(selector));
	}

	/**
	 * Reads what a visitor typed.
	 * @param selector a CSS selector of a field
	 * @return the text in the field
	 */
	@Nullable String value(String selector) {
		return element(selector).getDomProperty("value");
	}

	void write(String selector, String text) {
		WebElement field = element(selector);
		field.clear();
		field.sendKeys(text);
	}

	void click(String selector) {
		element(selector).click();
	}

	/**
	 * Does something, again and again, until it leads somewhere.
	 * @param what what is awaited, for the message
	 * @param reached does something, and says whether that led there
	 */
	void await(String what, Supplier<Boolean> reached) {
		new WebDriverWait(this.browser, LIMIT).withMessage(what)
			.ignoring(NoSuchElementException.class, StaleElementReferenceException.class)
			.until((browser) -> reached.get());
	}

	/**
	 * Returns what the browser complained about since the last call.
	 * @return its complaints
	 */
	List<String> complaints() {
		return this.browser.manage()
			.logs()
			.get(LogType.BROWSER)
			.getAll()
			.stream()
			.filter((entry) -> entry.getLevel().intValue() >= Level.WARNING.intValue())
			.map(LogEntry::getMessage)
			.toList();
	}

	private WebElement element(String selector) {
		return this.browser.findElement(By.cssSelector(selector));
	}

	@Override
	public void close() {
		this.browser.quit();
	}

}
