package dev.redisenv.sample.session;

/**
 * One look at the session. Its id stays in the cookie, where no script can read it.
 *
 * @param name what the visitor wants to be called
 * @param visits how many looks there were, this one included
 * @param shared whether other instances see the session too; the container's own is seen
 * by one
 */
record Visit(String name, int visits, boolean shared) {

}
