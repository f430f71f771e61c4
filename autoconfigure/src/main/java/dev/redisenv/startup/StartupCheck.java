package dev.redisenv.startup;

import java.util.List;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.context.SmartLifecycle;
import org.springframework.core.retry.RetryTemplate;

/**
 * Ends a start that needs Redis where there is none. It comes after the connection
 * factories, and before what listens: to Redis or for requests.
 */
final class StartupCheck implements SmartLifecycle {

	private static final Log log = LogFactory.getLog(StartupCheck.class);

	private final Startup startup;

	private final List<FirstContact> contacts;

	private volatile boolean running;

	/**
	 * Creates a check.
	 * @param startup what the start does where Redis does not answer
	 * @param contacts all connections
	 */
	StartupCheck(Startup startup, List<FirstContact> contacts) {
		this.startup = startup;
		this.contacts = List.copyOf(contacts);
	}

	/**
	 * Connection factories have started by phase 0.
	 */
	@Override
	public int getPhase() {
		return 1;
	}

	@Override
	public void start() {
		try {
			switch (this.startup.mode()) {
				case REQUIRE -> this.contacts.forEach(FirstContact::makeInTime);
				case WAIT -> await();
				case BACKGROUND -> {
				}
			}
		}
		catch (NoAnswerException ex) {
			throw new RedisAwayException(this.startup.because(), ex);
		}
		this.running = true;
	}

	private void await() {
		try {
			makeContacts();
		}
		catch (NoAnswerException ex) {
			log.warn("%s The start waits for up to %d s.".formatted(ex.getMessage(),
					this.startup.timeout().toSeconds()));
			new RetryTemplate(Attempts.policy().timeout(this.startup.timeout()).build()).invoke(this::makeContacts);
			log.info("Redis answers, and the start goes on");
		}
	}

	private void makeContacts() {
		this.contacts.forEach(FirstContact::make);
	}

	@Override
	public void stop() {
		this.running = false;
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

}
