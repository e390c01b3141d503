package dev.penstock.feast.registry;

import java.nio.file.Path;

/// What of a registry is served, and how it is understood.
///
/// @param project whose definitions count; a registry may hold several
/// @param directory that relative paths of files start from
/// @param versioned whether the names of online tables hold the version of their view
public record Scope(String project, Path directory, boolean versioned) {}
