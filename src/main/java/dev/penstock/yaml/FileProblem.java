package dev.penstock.yaml;

/// One thing that is wrong with a file.
///
/// @param place the file, or the environment variable that overrides a key of it
/// @param line counted from 1; 0 where there is none
/// @param path the key, such as `feature_views[2].schema[0].dtype`; empty for the file as a whole
/// @param reason what is wrong and what was expected
public record FileProblem(String place, int line, String path, String reason) {

  /// `place:line: path: reason`, without what there is none of.
  @Override
  public String toString() {
    String where = line == 0 ? place : place + ":" + line;
    return path.isEmpty() ? where + ": " + reason : where + ": " + path + ": " + reason;
  }
}
