package dev.penstock.offline.parquet;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

class ParquetDirectoryHistoryTest extends ParquetHistoryContract {
  @Override
  Path path(String source) {
    return directory.resolve(source);
  }

  @Override
  Path file(String source) throws IOException {
    return Files.createDirectories(path(source)).resolve("others.parquet");
  }
}
