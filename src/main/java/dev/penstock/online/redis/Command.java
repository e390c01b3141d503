package dev.penstock.online.redis;

/// A command that may be repeated.
///
/// @param slot of all of its keys
/// @param bytes about how long it is
record Command(Words words, int slot, int bytes) {}
