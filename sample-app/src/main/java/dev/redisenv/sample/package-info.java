/**
 * A small web application on the starter, one package per feature. Nothing in it says
 * where Redis is.
 */
@NullMarked
package dev.redisenv.sample;

import org.jspecify.annotations.NullMarked;
