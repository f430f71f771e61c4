package dev.redisenv.contract;

/**
 * What a server tolerates that shards behind one endpoint.
 *
 * @param safeMode never MULTI, nor a command or script over several slots
 * @param safeDelete keys are deleted one by one
 */
public record ClusterSafety(boolean safeMode, boolean safeDelete) {

}
