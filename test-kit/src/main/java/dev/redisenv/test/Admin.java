package dev.redisenv.test;

import java.util.UUID;

/**
 * The kit's own way into its servers, whatever access the test asked for.
 *
 * @param user name of its ACL user
 * @param password made up at every start
 */
record Admin(String user, String password) {

	static Admin create() {
		return new Admin("redis-env-test", UUID.randomUUID().toString());
	}

	@Override
	public String toString() {
		return this.user;
	}

}
