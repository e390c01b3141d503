package dev.penstock.offline.parquet;

import dev.penstock.config.OfflineConfig;
import dev.penstock.model.BatchSource;
import dev.penstock.model.BatchSource.Origin;
import dev.penstock.model.FailureKind;
import dev.penstock.model.PushException;
import dev.penstock.offline.duckdb.Column;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;

/// Compares batch sources with the files that there are, and collects everything that is in the
/// way, worded for whoever wrote the definitions or made the files.
final class Fit {
  private static final String ADVICE =
      "Rename the column or the batch source, change the type, or name another path";

  private final Histories histories;
  private final Staging staging;
  private final Tools tools;
  private final List<String> contradictions = new ArrayList<>();

  Fit(Histories histories, Staging staging, Tools tools) {
    this.histories = histories;
    this.staging = staging;
    this.tools = tools;
  }

  void check(BatchSource source) throws SQLException, IOException {
    switch (source.origin()) {
      case Origin.Table table ->
          contradictions.add(at(source) + " names no path of a Parquet file or directory");
      // Pushes say so; reading may go on.
      case Origin.Query query -> {}
      case Origin.Elsewhere elsewhere -> {}
      case Origin.Files files -> check(source, histories.of(source));
    }
  }

  void refuseIfAny() {
    if (!contradictions.isEmpty()) {
      throw new PushException(
          FailureKind.INVALID,
          "the files of the batch sources do not fit the definitions:\n- "
              + String.join("\n- ", contradictions)
              + '\n'
              + ADVICE
              + '.');
    }
  }

  /// Why nothing can be appended to a source; empty when it can.
  ///
  /// - **Fails** by throwing when the files cannot be read.
  static Optional<PushException> misfit(
      BatchSource source, Histories histories, Staging staging, Tools tools)
      throws SQLException, IOException {
    if (source.origin() instanceof Origin.Files(var path) && !isThereOrCanBe(path)) {
      return Optional.of(
          new PushException(
              FailureKind.SCHEMA_MISSING,
              "%s is in %s, and there is no such directory: make it, or name another path"
                  .formatted(at(source), path)));
    }
    var fit = new Fit(histories, staging, tools);
    fit.check(source);
    if (!fit.contradictions.isEmpty()) {
      return Optional.of(
          new PushException(
              FailureKind.INVALID, String.join("; ", fit.contradictions) + ". " + ADVICE));
    }
    // Where it is not in files, this says why.
    var _ = histories.of(source);
    return Optional.empty();
  }

  private static boolean isThereOrCanBe(Path path) {
    Path parent = path.toAbsolutePath().getParent();
    return Files.exists(path) || parent == null || Files.isDirectory(parent);
  }

  private void check(BatchSource source, History history) throws SQLException, IOException {
    int before = contradictions.size();
    checkNames(source);
    if (history instanceof Directory directory && directory.isNested()) {
      contradictions.add(
          at(source) + " is " + directory.directory() + ", which has directories in it");
    }
    var model = history.model();
    if (model.isPresent()) {
      var schema = tools.schemas().read(model.get());
      checkColumns(source, schema, model.get());
      if (contradictions.size() == before) {
        checkWriting(source, schema, model.get());
      }
    }
  }

  /// Whether a text is a number shows in each push only, which is for those who cannot choose.
  private boolean isAccepted(Transfer transfer) {
    return !transfer.readsText() || tools.misfits() == OfflineConfig.Misfits.WARN;
  }

  private void checkNames(BatchSource source) {
    var names = new HashMap<String, String>();
    for (Column column : Column.of(source)) {
      String other = names.putIfAbsent(column.key(), column.name());
      if (other != null) {
        contradictions.add(
            at(source, column)
                + (other.equals(column.name())
                    ? " is there twice"
                    : " and \"" + other + "\" differ only in case"));
      }
    }
  }

  private void checkColumns(BatchSource source, FileSchema schema, Path file) {
    for (Column column : Column.of(source)) {
      for (FileColumn stored : schema.columns()) {
        if (stored.name().equals(column.name())) {
          if (Conversion.of(column, stored).filter(this::isAccepted).isEmpty()) {
            contradictions.add(
                "%s is %s in %s, defined as %s"
                    .formatted(
                        at(source, column),
                        stored.type(),
                        file,
                        column.type().map(Enum::name).orElse("time")));
          }
        } else if (Column.key(stored.name()).equals(column.key())) {
          contradictions.add(at(source, column) + " is \"" + stored.name() + "\" in " + file);
        }
      }
    }
  }

  /// Writes a file without rows, to see whether its columns become those of the model.
  private void checkWriting(BatchSource source, FileSchema schema, Path model)
      throws SQLException, IOException {
    Path directory = Files.createTempDirectory("penstock-parquet");
    try (var draft = Draft.of(directory, "check")) {
      var target = schema.with(source);
      staging.fill(source, target, List.of());
      tools.files().write(draft.file(), target, new Notes(1), Optional.empty(), Optional.of(model));
      tools.files().check(draft.file(), model);
    } catch (PushException refused) {
      contradictions.add(at(source) + ": " + refused.getMessage());
    } finally {
      staging.clear();
      Files.deleteIfExists(directory);
    }
  }

  private static String at(BatchSource source, Column column) {
    return "column \"" + column.name() + "\" of " + at(source);
  }

  private static String at(BatchSource source) {
    return "batch source \"" + source.name() + '"';
  }
}
