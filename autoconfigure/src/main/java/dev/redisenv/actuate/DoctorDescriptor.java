package dev.redisenv.actuate;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import dev.redisenv.diagnosis.Diagnosis;
import dev.redisenv.diagnosis.Finding;

import org.springframework.boot.actuate.endpoint.OperationResponseBody;

/**
 * What an examination of all connections led to.
 *
 * @param status in one line
 * @param connections what was found, by name of the connection
 */
record DoctorDescriptor(String status, Map<String, Connection> connections) implements OperationResponseBody {

	static DoctorDescriptor of(Map<String, Diagnosis> diagnoses) {
		Map<String, Connection> connections = new LinkedHashMap<>();
		diagnoses.forEach((name, diagnosis) -> connections.put(name,
				new Connection(diagnosis.findings().stream().map(Complaint::of).toList(), diagnosis.checked())));
		return new DoctorDescriptor(status(diagnoses), connections);
	}

	private static String status(Map<String, Diagnosis> diagnoses) {
		if (diagnoses.isEmpty()) {
			return "There is no connection to examine.";
		}
		List<Finding> all = diagnoses.values().stream().flatMap((diagnosis) -> diagnosis.findings().stream()).toList();
		long faults = all.stream().filter(Finding::prevents).count();
		if (all.isEmpty()) {
			return "All is well.";
		}
		return (faults > 0) ? "Redis cannot be used: " + all.stream().filter(Finding::prevents).toList().get(0).fault()
				: "Redis can be used, with %d warning%s.".formatted(all.size(), (all.size() == 1) ? "" : "s");
	}

	/**
	 * What was found about one connection.
	 *
	 * @param findings what is wrong
	 * @param checked what is well
	 */
	record Connection(List<Complaint> findings, List<String> checked) {

	}

	/**
	 * One thing that is wrong.
	 *
	 * @param cause what kind of thing
	 * @param fault one sentence
	 * @param remedy one sentence that names what to change
	 * @param prevents whether Redis cannot be used
	 */
	record Complaint(String cause, String fault, String remedy, boolean prevents) {

		static Complaint of(Finding finding) {
			return new Complaint(finding.cause().id(), finding.fault(), finding.remedy(), finding.prevents());
		}

	}

}
