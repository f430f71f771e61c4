package dev.redisenv.contract;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Collects what is wrong and what is odd while the variables are read.
 */
final class Problems {

	/** Several readers may meet the same wrong value: it is reported once. */
	private final Set<Problem> problems = new LinkedHashSet<>();

	private final List<String> warnings = new ArrayList<>();

	/**
	 * Adds a problem of one value.
	 * @param value the wrong value
	 * @param fault what is wrong, to be read after the variable's name
	 * @param remedy the text to write instead of the value
	 */
	void add(Value value, String fault, String remedy) {
		addLine(value, fault, value.line(remedy));
	}

	/**
	 * Adds a problem whose remedy is not another text for the same value.
	 * @param value the wrong value
	 * @param fault what is wrong, to be read after the variable's name
	 * @param line the whole line to write instead
	 */
	void addLine(Value value, String fault, String line) {
		this.problems.add(new Problem(value.name(), value.label() + " " + fault + ".", String.valueOf(value.origin()),
				value.shown(), value.type().accepted(), line));
	}

	void warn(String warning) {
		this.warnings.add(warning);
	}

	List<Problem> problems() {
		return List.copyOf(this.problems);
	}

	List<String> warnings() {
		return List.copyOf(this.warnings);
	}

}
