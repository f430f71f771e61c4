package dev.redisenv.contract;

/**
 * One wrong setting.
 *
 * @param variable name of the variable as it was set
 * @param fault one sentence that starts with the variable
 * @param origin where the value came from
 * @param read what was read, with every secret masked
 * @param accepted what is accepted
 * @param remedy the line to write instead
 */
public record Problem(String variable, String fault, String origin, String read, String accepted, String remedy) {

}
