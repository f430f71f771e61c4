package dev.redisenv.status;

import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * How a feature says that it is well. Asked for often: an answer opens no connection and
 * never waits.
 */
public interface FeatureStatus {

	/**
	 * Returns what operators call the feature.
	 * @return a name in lower case, such as {@code cache}
	 */
	String feature();

	/**
	 * Returns how the feature is at this moment.
	 * @return a report
	 */
	Report report();

	/**
	 * How a feature is.
	 *
	 * @param trouble what does not work, as one sentence for someone on call;
	 * {@code null} where all is well
	 * @param details what the feature does, by names in camel case; values are texts,
	 * numbers, or lists and maps of those
	 */
	record Report(@Nullable String trouble, Map<String, Object> details) {

		public Report {
			details = Map.copyOf(details);
		}

		/**
		 * Returns whether all is well.
		 * @return {@code true} where there is no trouble
		 */
		public boolean well() {
			return this.trouble == null;
		}

	}

}
