package dev.redisenv.sample.chat;

import java.time.Instant;

/**
 * Something a visitor said.
 *
 * @param id unlike that of any other message
 * @param author what the visitor called themselves
 * @param text what was said, as it was typed
 * @param time when
 * @param instance which instance took it
 */
record Message(String id, String author, String text, Instant time, String instance) {

}
