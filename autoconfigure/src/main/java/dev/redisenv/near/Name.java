package dev.redisenv.near;

import java.util.Arrays;

/**
 * The name of a copy: a key as the server sees it, which nobody changes. A ByteBuffer
 * would do, if a hit were not as quick as the hash of its key.
 */
final class Name {

	private final byte[] key;

	private final int hash;

	Name(byte[] key) {
		this.key = key;
		this.hash = Arrays.hashCode(key);
	}

	@Override
	public boolean equals(Object other) {
		return other instanceof Name name && Arrays.equals(this.key, name.key);
	}

	@Override
	public int hashCode() {
		return this.hash;
	}

}
