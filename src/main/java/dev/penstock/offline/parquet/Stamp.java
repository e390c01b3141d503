package dev.penstock.offline.parquet;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Optional;

/// Tells whether a file is still the same: other programs do not know of the lock.
record Stamp(String key, long size, FileTime modified) {
  static Optional<Stamp> of(Path file) throws IOException {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    var found = Files.readAttributes(file, BasicFileAttributes.class);
    return Optional.of(
        new Stamp(String.valueOf(found.fileKey()), found.size(), found.lastModifiedTime()));
  }
}
