package io.carillon.http;

import akka.http.javadsl.model.ContentType;
import akka.http.javadsl.model.ContentTypes;
import akka.http.javadsl.model.HttpCharsets;
import akka.http.javadsl.model.HttpEntities;
import akka.http.javadsl.model.HttpHeader;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.MediaTypes;
import akka.http.javadsl.model.StatusCodes;
import akka.util.ByteString;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/** A file of {@link Pages}, held in memory both plain and compressed. Browsers revalidate it on each use. */
record PageFile(ContentType type, ByteString plain, ByteString packed, String tag) {
    private static final Map<String, ContentType> TYPES = Map.of(
            "html", ContentTypes.TEXT_HTML_UTF8,
            "css", MediaTypes.TEXT_CSS.toContentType(HttpCharsets.UTF_8),
            "js", ContentTypes.parse("text/javascript; charset=UTF-8"),
            "json", ContentTypes.APPLICATION_JSON,
            "svg", MediaTypes.IMAGE_SVG_XML.toContentType(),
            "png", MediaTypes.IMAGE_PNG.toContentType(),
            "ico", MediaTypes.IMAGE_X_ICON.toContentType());

    private static final Pattern GZIP = Pattern.compile("(?i)\\s*gzip\\s*(?:;\\s*q=(?!0(?:\\.0*)?\\s*$).*)?");

    /** Blocks. Empty where there is no such file, or none for browsers. */
    static Optional<PageFile> read(String resource) {
        ContentType type = TYPES.get(resource.substring(resource.lastIndexOf('.') + 1));
        if (type == null) return Optional.empty();
        try (@Nullable InputStream in = PageFile.class.getClassLoader().getResourceAsStream(resource)) {
            return in == null ? Optional.empty() : Optional.of(of(type, in.readAllBytes()));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    HttpResponse answer(HttpRequest request) {
        boolean pack = accepts(Call.headers(request, "accept-encoding"));
        String quoted = '"' + tag + (pack ? "-gzip" : "") + '"';
        HttpResponse answer = HttpResponse.create()
                .addHeader(HttpHeader.parse("ETag", quoted))
                .addHeader(HttpHeader.parse("Cache-Control", "no-cache"))
                .addHeader(HttpHeader.parse("Vary", "Accept-Encoding"));
        if (String.join(",", Call.headers(request, "if-none-match")).contains(quoted))
            return answer.withStatus(StatusCodes.NOT_MODIFIED);
        return pack
                ? answer.addHeader(HttpHeader.parse("Content-Encoding", "gzip"))
                        .withEntity(HttpEntities.create(type, packed))
                : answer.withEntity(HttpEntities.create(type, plain));
    }

    private static boolean accepts(List<String> encodings) {
        return encodings.stream()
                .flatMap(value -> Pattern.compile(",").splitAsStream(value))
                .anyMatch(encoding -> GZIP.matcher(encoding).matches());
    }

    private static PageFile of(ContentType type, byte[] bytes) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(bytes);
        }
        return new PageFile(
                type, ByteString.fromArrayUnsafe(bytes), ByteString.fromArrayUnsafe(packed.toByteArray()), tag(bytes));
    }

    private static String tag(byte[] bytes) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes);
            return Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(digest)
                    .substring(0, 22);
        } catch (NoSuchAlgorithmException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }
}
