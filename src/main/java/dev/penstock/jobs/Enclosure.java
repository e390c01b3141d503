package dev.penstock.jobs;

import java.io.IOException;
import java.nio.file.Path;

/// What a job keeps beside it until it has ended.
public interface Enclosure {
  Enclosure NONE = directory -> {};

  /// Puts files into a directory that is the job's own. Blocks.
  void write(Path directory) throws IOException;
}
