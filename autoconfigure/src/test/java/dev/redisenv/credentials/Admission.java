package dev.redisenv.credentials;

import java.util.function.BiPredicate;

import dev.redisenv.test.Certificates;
import org.jspecify.annotations.Nullable;

/**
 * Who gets through a gate, and how.
 *
 * @param user who logs in with tokens, and has a password on the servers behind
 * @param password that one, which no client knows
 * @param judge whether a user may log in with a token now
 * @param certificates those of the servers behind, which the gate shows, too; null where
 * they speak plain text
 */
record Admission(String user, String password, BiPredicate<String, String> judge, @Nullable Certificates certificates) {

	static Admission of(String user, String password, BiPredicate<String, String> judge) {
		return new Admission(user, password, judge, null);
	}

	Admission tls(Certificates certificates) {
		return new Admission(this.user, this.password, this.judge, certificates);
	}

}
