/**
 * Real Redis and Valkey servers for tests, without Docker: standalone, Cluster and
 * Sentinel, with passwords, ACL users and TLS.
 */
@NullMarked
package dev.redisenv.test;

import org.jspecify.annotations.NullMarked;
