/**
 * What no property of Spring Boot can say about a connection, and the second connection.
 */
@NullMarked
package dev.redisenv.connection;

import org.jspecify.annotations.NullMarked;
