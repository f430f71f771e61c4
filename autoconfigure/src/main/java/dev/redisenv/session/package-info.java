/**
 * Sessions that instances share.
 */
@NullMarked
package dev.redisenv.session;

import org.jspecify.annotations.NullMarked;
