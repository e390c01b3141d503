package dev.penstock.demo;

import java.util.Map;

/// What became of the purchases, as the service tells it.
///
/// @param online by feature view
/// @param offline by batch source
record Stored(Map<String, Counts> online, Map<String, Counts> offline) {}
