package dev.penstock.online.redis;

import io.vertx.redis.client.Request;

/// A command that may be repeated.
///
/// @param slot of all of its keys
/// @param bytes about how long it is
record Command(Request request, int slot, int bytes) {}
