/**
 * The HTTP session: plain Servlet API, shared between instances where Redis is on.
 */
@NullMarked
package dev.redisenv.sample.session;

import org.jspecify.annotations.NullMarked;
