package dev.penstock.offline.parquet;

import java.nio.file.Path;

class ParquetFileHistoryTest extends ParquetHistoryContract {
  @Override
  Path path(String source) {
    return directory.resolve(source + ".parquet");
  }

  @Override
  Path file(String source) {
    return path(source);
  }
}
