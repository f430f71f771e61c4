package dev.redisenv.contract;

import org.jspecify.annotations.Nullable;

/**
 * How keys begin, and how many are handled at once.
 *
 * @param prefix what all keys and channels begin with; {@code null} for no prefix
 * @param scanCount how many keys one SCAN looks at
 * @param deleteChunkSize how many keys one UNLINK removes
 */
public record Keys(@Nullable String prefix, int scanCount, int deleteChunkSize) {

}
