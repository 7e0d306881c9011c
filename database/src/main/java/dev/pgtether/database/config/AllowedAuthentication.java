package dev.pgtether.database.config;

/**
 * How this side lets the server ask for a password.
 *
 * @param methods libpq's {@code require_auth}: names, or names each with an exclamation mark
 * @param channelBinding {@code disable}, {@code prefer} or {@code require}
 */
public record AllowedAuthentication(String methods, String channelBinding) {}
