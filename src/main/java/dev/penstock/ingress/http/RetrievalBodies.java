package dev.penstock.ingress.http;

import dev.penstock.ingress.Admission.Permit;
import dev.penstock.model.FailureKind;
import dev.penstock.model.InvalidRequestException;
import dev.penstock.model.Problem;
import dev.penstock.model.PushException;
import dev.penstock.model.RawTable;
import dev.penstock.model.ReadRequest;
import dev.penstock.model.TableFormat;
import dev.penstock.table.CsvTable;
import dev.penstock.table.LinesTable;
import dev.penstock.table.ParquetTable;
import dev.penstock.table.TemporaryFiles;
import io.vertx.core.MultiMap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// What requests for history mean, whichever way the entities are sent.
final class RetrievalBodies {
  private final HttpSettings settings;
  private final TemporaryFiles files;
  private final Bodies bodies;

  RetrievalBodies(HttpSettings settings, TemporaryFiles files, Bodies bodies) {
    this.settings = settings;
    this.files = files;
    this.bodies = bodies;
  }

  /// Blocks for a Parquet file.
  ///
  /// - **Fails** by throwing `INVALID` or `TOO_LARGE` for the body, `OVERLOADED` for what does not
  ///   fit beside what else is in flight.
  ReadRequest read(Upload upload, byte[] body, MultiMap query, Permit permit) {
    return switch (upload) {
      case Upload.Plain(var format) ->
          format == TableFormat.JSON
              ? bodies.read(body, Optional.empty())
              : request(table(format, body, permit), query::getAll, "query");
      case Upload.Form(var contentType) -> {
        var form = FormBody.read(body, contentType);
        yield request(
            table(form.file().format(), form.file().content(), permit), form::values, "body");
      }
    };
  }

  private RawTable table(TableFormat format, byte[] content, Permit permit) {
    var table =
        switch (format) {
          case CSV -> CsvTable.read(content, settings.maxRows());
          case LINES -> LinesTable.read(content, settings.maxRows(), settings.maxDepth());
          case PARQUET -> parquet(content, permit);
          case JSON -> throw new IllegalArgumentException("JSON says more than entities");
        };
    return table;
  }

  private RawTable parquet(byte[] content, Permit permit) {
    Path file = files.next(TableFormat.PARQUET.suffix());
    try {
      Path _ = Files.write(file, content);
      return ParquetTable.read(file, settings.maxRows(), new Decoded(permit)::grow);
    } catch (IOException failure) {
      throw new PushException(
          FailureKind.UNAVAILABLE,
          "the upload cannot be put into " + file + ": " + failure,
          failure);
    } finally {
      TemporaryFiles.delete(file);
    }
  }

  /// A file may come to much more than its bytes.
  private final class Decoded {
    private final Permit permit;
    private long bytes;

    Decoded(Permit permit) {
      this.permit = permit;
    }

    void grow(long more) {
      bytes += more;
      if (bytes > settings.maxBodyBytes()) {
        throw new PushException(
            FailureKind.TOO_LARGE,
            "the values of the Parquet file come to more than "
                + settings.maxBodyBytes()
                + " bytes (setting http.maxBodyBytes); send fewer rows at a time");
      }
      permit.grow(more);
    }
  }

  /// @param place of the parameters, for a refusal
  private static ReadRequest request(
      RawTable entities, Function<String, List<String>> parameters, String place) {
    var features =
        parameters.apply("features").stream()
            .flatMap(some -> Arrays.stream(some.split(",", -1)))
            .map(String::strip)
            .filter(one -> !one.isEmpty())
            .toList();
    return new ReadRequest(
        entities,
        features,
        parameters.apply("feature_service").stream().filter(name -> !name.isEmpty()).findFirst(),
        parameters.apply("full_feature_names").stream()
            .findFirst()
            .map(word -> truth(word, place))
            .orElse(false),
        false,
        Optional.empty());
  }

  private static boolean truth(String word, String place) {
    return LaxBooleans.of(word)
        .orElseThrow(() ->
            new InvalidRequestException(
                List.of(
                    new Problem(
                        "bool_parsing",
                        List.of(place, "full_feature_names"),
                        LaxBooleans.MESSAGE,
                        HttpAnswers.quoted(HttpAnswers.cut(word, 100)))),
                1));
  }
}
