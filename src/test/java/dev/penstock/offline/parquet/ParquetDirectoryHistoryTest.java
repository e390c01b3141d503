package dev.penstock.offline.parquet;

import java.nio.file.Path;

class ParquetDirectoryHistoryTest extends ParquetHistoryContract {
  @Override
  Path path(String source) {
    return directory.resolve(source);
  }
}
