package dev.redisenv.doctor;

import java.util.ArrayList;
import java.util.List;

import dev.redisenv.diagnosis.Cause;
import dev.redisenv.diagnosis.Decider;
import dev.redisenv.diagnosis.Diagnosis;
import dev.redisenv.diagnosis.Finding;

/**
 * Collects what one examination finds.
 */
final class Notes {

	private final Decider decider;

	private final List<Finding> findings = new ArrayList<>();

	private final List<String> checked = new ArrayList<>();

	Notes(Decider decider) {
		this.decider = decider;
	}

	void well(String text) {
		this.checked.add(text);
	}

	void prevents(Cause cause, String server, String what, String more) {
		this.findings.add(cause.at(server, this.decider, what, more));
	}

	void warns(Cause cause, String server, String what, String more) {
		this.findings.add(cause.at(server, this.decider, what, more).asWarning());
	}

	void add(Finding finding) {
		this.findings.add(finding);
	}

	Finding finding(Cause cause, String server, String what) {
		return cause.at(server, this.decider, what, "");
	}

	boolean holds(Cause cause) {
		return this.findings.stream().anyMatch((finding) -> finding.cause() == cause);
	}

	Diagnosis diagnosis() {
		return new Diagnosis(this.findings, this.checked);
	}

}
