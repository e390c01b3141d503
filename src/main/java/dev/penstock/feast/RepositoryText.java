package dev.penstock.feast;

import dev.penstock.yaml.FileProblem;
import dev.penstock.yaml.InvalidFileException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The text of a `feature_store.yaml`, from where Feast would take it, with `$NAME` and `${NAME}`
/// replaced by environment variables (contract 10).
///
/// @param name of the file or the variable that it came from
/// @param directory that relative paths start from
/// @param warnings variables that are not set; Feast leaves their names in the text
record RepositoryText(String name, Path directory, String text, List<FileProblem> warnings) {
  static final String FILE = "feature_store.yaml";

  private static final String CONTENT = "FEATURE_STORE_YAML_BASE64";
  private static final String PATH = "FEAST_FS_YAML_FILE_PATH";
  private static final Pattern VARIABLE = Pattern.compile("\\$(?:(\\w+)|\\{([^}]*)\\})");

  RepositoryText {
    warnings = List.copyOf(warnings);
  }

  /// @param place the repository's directory, or the file itself
  static RepositoryText find(Path place, Map<String, String> environment) {
    boolean isFile = Files.isRegularFile(place);
    Path directory = isFile ? place.toAbsolutePath().getParent() : place.toAbsolutePath();
    if (directory == null || !Files.isDirectory(directory)) {
      throw invalid(place.toString(), "there is no such directory");
    }
    String content = environment.get(CONTENT);
    if (content != null) {
      return expanded(CONTENT, directory, decoded(content), environment);
    }
    String path = environment.get(PATH);
    Path file = isFile ? place : directory.resolve(path == null ? FILE : path);
    return expanded(file.toString(), directory, read(file), environment);
  }

  private static RepositoryText expanded(
      String name, Path directory, String text, Map<String, String> environment) {
    var warnings = new ArrayList<FileProblem>();
    var lines = text.lines().toList();
    var expanded = new StringBuilder();
    for (int line = 0; line < lines.size(); line++) {
      int number = line + 1;
      Matcher variables = VARIABLE.matcher(lines.get(line));
      expanded
          .append(
              variables.replaceAll(found ->
                  Matcher.quoteReplacement(value(found, name, number, environment, warnings))))
          .append('\n');
    }
    return new RepositoryText(name, directory, expanded.toString(), warnings);
  }

  private static String value(
      MatchResult found,
      String file,
      int line,
      Map<String, String> environment,
      List<FileProblem> warnings) {
    String name = found.group(1) == null ? found.group(2) : found.group(1);
    String value = environment.get(name);
    if (value == null) {
      warnings.add(
          new FileProblem(
              file, line, "", "the environment variable " + name + " is not set; its name stays"));
    }
    return value == null ? found.group() : value;
  }

  private static String decoded(String content) {
    try {
      return new String(Base64.getMimeDecoder().decode(content), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException notBase64) {
      throw invalid(CONTENT, "is not Base64");
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (NoSuchFileException missing) {
      throw invalid(file.toString(), "there is no such file; name the directory of a repository");
    } catch (IOException failure) {
      throw invalid(file.toString(), "cannot be read: " + failure);
    }
  }

  private static InvalidFileException invalid(String name, String reason) {
    return new InvalidFileException(List.of(new FileProblem(name, 0, "", reason)));
  }
}
