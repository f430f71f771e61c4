package dev.redisenv.sample.session;

/**
 * One look at the session.
 *
 * @param id the session's id
 * @param visits how many looks there were, this one included
 * @param shared whether other instances see the session too; the container's own is seen
 * by one
 */
record Visit(String id, int visits, boolean shared) {

}
