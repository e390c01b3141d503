package dev.penstock.offline.parquet;

import java.nio.file.Path;

class ParquetDirectoryStoreTest extends ParquetContract {
  @Override
  Path path(String source) {
    return directory.resolve(fileName(source));
  }

  @Override
  Path leftover() {
    return directory.resolve("events/.penstock.1234.part");
  }
}
