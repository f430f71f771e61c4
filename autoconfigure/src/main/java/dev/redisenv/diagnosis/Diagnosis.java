package dev.redisenv.diagnosis;

import java.util.List;
import java.util.Optional;

/**
 * What an examination of one connection led to. It holds no secret.
 *
 * @param findings what is wrong, possibly nothing
 * @param checked what was found well, in the order in which it was looked at
 */
public record Diagnosis(List<Finding> findings, List<String> checked) {

	public Diagnosis {
		findings = List.copyOf(findings);
		checked = List.copyOf(checked);
	}

	/**
	 * Returns the first finding for which Redis cannot be used.
	 * @return a finding, or nothing where there are at most warnings
	 */
	public Optional<Finding> preventing() {
		return this.findings.stream().filter(Finding::prevents).findFirst();
	}

}
