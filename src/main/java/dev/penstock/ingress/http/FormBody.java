package dev.penstock.ingress.http;

import dev.penstock.model.FailureKind;
import dev.penstock.model.InvalidRequestException;
import dev.penstock.model.Problem;
import dev.penstock.model.PushException;
import dev.penstock.model.TableFormat;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.multipart.Attribute;
import io.netty.handler.codec.http.multipart.DefaultHttpDataFactory;
import io.netty.handler.codec.http.multipart.FileUpload;
import io.netty.handler.codec.http.multipart.HttpPostMultipartRequestDecoder;
import io.netty.handler.codec.http.multipart.HttpPostRequestDecoder;
import io.netty.handler.codec.http.multipart.HttpPostRequestDecoder.ErrorDataDecoderException;
import io.netty.handler.codec.http.multipart.HttpPostRequestDecoder.TooLongFormFieldException;
import io.netty.handler.codec.http.multipart.HttpPostRequestDecoder.TooManyFormFieldsException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A `multipart/form-data` body: one file, beside fields.
final class FormBody {
  private final Map<String, List<String>> fields = new LinkedHashMap<>();
  private Optional<FilePart> file = Optional.empty();

  private FormBody() {}

  /// The rows, and what they are.
  @SuppressWarnings("ArrayRecordComponent") // The array is handed on, as the body itself is.
  record FilePart(TableFormat format, byte[] content) {}

  /// - **Fails** by throwing `INVALID` for what is no such body, or has not just one file.
  ///
  /// @param contentType with the boundary
  static FormBody read(byte[] body, String contentType) {
    var form = new FormBody();
    var request =
        new DefaultFullHttpRequest(
            HttpVersion.HTTP_1_1, HttpMethod.POST, "/", Unpooled.wrappedBuffer(body));
    request.headers().set(HttpHeaderNames.CONTENT_TYPE, contentType);
    if (!HttpPostRequestDecoder.isMultipart(request)) {
      throw invalid("the header Content-Type of multipart/form-data has no boundary");
    }
    try {
      form.read(request);
    } catch (ErrorDataDecoderException
        | TooManyFormFieldsException
        | TooLongFormFieldException malformed) {
      throw invalid("the body is no multipart/form-data: " + malformed.getMessage());
    } catch (IOException failure) {
      throw new PushException(FailureKind.DEFECT, "a part in memory cannot be read", failure);
    }
    return form;
  }

  /// The values of a field, in order.
  List<String> values(String field) {
    return fields.getOrDefault(field, List.of());
  }

  FilePart file() {
    return file.orElseThrow(() ->
        invalid("the form has no file; add one part with a file name that holds the entities"));
  }

  private void read(DefaultFullHttpRequest request) throws IOException {
    var decoder = new HttpPostMultipartRequestDecoder(new DefaultHttpDataFactory(false), request);
    try {
      for (var part : decoder.getBodyHttpDatas()) {
        switch (part) {
          case FileUpload upload -> add(upload);
          case Attribute field ->
              fields
                  .computeIfAbsent(field.getName(), name -> new ArrayList<>())
                  .add(field.getValue());
          default -> throw invalid("part '" + part.getName() + "' is neither field nor file");
        }
      }
    } finally {
      decoder.destroy();
    }
  }

  private void add(FileUpload upload) throws IOException {
    if (file.isPresent()) {
      throw invalid("the form has more than one file; send the entities in one");
    }
    String type = Upload.type(String.valueOf(upload.getContentType()));
    var format =
        TableFormat.ofContentType(type)
            .or(() -> TableFormat.ofFile(upload.getFilename()))
            .filter(known -> known != TableFormat.JSON);
    file = Optional.of(new FilePart(format.orElseThrow(() -> unknown(upload)), upload.get()));
  }

  private static PushException unknown(FileUpload upload) {
    return invalid(
        "the file %s is of type %s; send text/csv, application/x-ndjson or"
                .formatted(
                    HttpAnswers.cut(upload.getFilename(), 100),
                    HttpAnswers.cut(upload.getContentType(), 100))
            + " application/vnd.apache.parquet, or a file name that ends with .csv, .ndjson or"
            + " .parquet");
  }

  private static InvalidRequestException invalid(String message) {
    return new InvalidRequestException(
        List.of(new Problem("value_error", List.of("body"), message, "null")), 1);
  }
}
