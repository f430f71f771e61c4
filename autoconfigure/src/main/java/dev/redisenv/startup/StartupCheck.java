package dev.redisenv.startup;

import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

import dev.redisenv.diagnosis.Diagnosis;
import dev.redisenv.diagnosis.Finding;
import dev.redisenv.doctor.RedisDoctor;
import dev.redisenv.startup.StartupSettings.Mode;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.support.DefaultLifecycleProcessor;
import org.springframework.core.SpringProperties;
import org.springframework.core.retry.RetryTemplate;

/**
 * Ends a start that needs Redis where there is none. It comes after the connection
 * factories, and before what listens: to Redis or for requests.
 */
final class StartupCheck implements InitializingBean, SmartLifecycle, DisposableBean {

	private static final Log log = LogFactory.getLog(StartupCheck.class);

	private final Startup startup;

	private final List<FirstContact> contacts;

	private final Supplier<@Nullable RedisDoctor> doctor;

	private volatile boolean running;

	/**
	 * Creates a check.
	 * @param startup what the start does where Redis does not answer
	 * @param contacts all connections
	 * @param doctor is asked why there is no answer
	 */
	StartupCheck(Startup startup, List<FirstContact> contacts, Supplier<@Nullable RedisDoctor> doctor) {
		this.startup = startup;
		this.contacts = List.copyOf(contacts);
		this.doctor = doctor;
	}

	/**
	 * Has the client load its classes and connect while other beans are made. Those of
	 * the application are there by now: what they change about a connection factory
	 * holds. A process that ends, or is recorded, before anything starts opens nothing.
	 */
	@Override
	public void afterPropertiesSet() {
		if (this.startup.mode() == Mode.REQUIRE && !endsOnRefresh(DefaultLifecycleProcessor.CHECKPOINT_PROPERTY_NAME)
				&& !endsOnRefresh(DefaultLifecycleProcessor.EXIT_PROPERTY_NAME)) {
			this.contacts.forEach(FirstContact::begin);
		}
	}

	private static boolean endsOnRefresh(String property) {
		return DefaultLifecycleProcessor.ON_REFRESH_VALUE.equalsIgnoreCase(SpringProperties.getProperty(property));
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
			throw new RedisAwayException(this.startup.because(), ex, examine(ex));
		}
		this.running = true;
	}

	/**
	 * Where the failure itself leaves open what is wrong, the doctor knows more. A server
	 * that is silent is so to the doctor, too.
	 */
	private @Nullable Finding examine(NoAnswerException failure) {
		RedisDoctor doctor = this.doctor.get();
		return (doctor != null && !(failure.getCause() instanceof TimeoutException))
				? doctor.examine(failure.connectionFactory()).flatMap(Diagnosis::preventing).orElse(null) : null;
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

	/**
	 * Or closing the connection would wait for what was begun, where the start has failed
	 * for another reason.
	 */
	@Override
	public void destroy() {
		this.contacts.forEach(FirstContact::cancel);
	}

}
