package io.carillon.device;

/** Crosses nodes as CBOR, written by Jackson; the class name is the manifest. */
public interface CborSerializable {}
