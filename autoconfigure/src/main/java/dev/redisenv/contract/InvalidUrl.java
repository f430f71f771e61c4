package dev.redisenv.contract;

/**
 * Says which part of a URL is wrong, without quoting it.
 */
final class InvalidUrl extends Exception {

	private static final long serialVersionUID = 1L;

	private final String remedy;

	InvalidUrl(String fault, String remedy) {
		super(fault);
		this.remedy = remedy;
	}

	String remedy() {
		return this.remedy;
	}

}
