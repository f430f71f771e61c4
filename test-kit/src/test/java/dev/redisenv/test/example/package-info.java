/**
 * An application that uses Redis, and its test: the last example of the README.
 */
@org.jspecify.annotations.NullMarked
package dev.redisenv.test.example;
