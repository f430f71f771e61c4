/**
 * Which instance of the application answers: what a visitor behind a load balancer cannot
 * see otherwise.
 */
@NullMarked
package dev.redisenv.sample.instance;

import org.jspecify.annotations.NullMarked;
