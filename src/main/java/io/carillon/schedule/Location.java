package io.carillon.schedule;

/** A place on earth in degrees (WGS 84), north and east positive. Stored: names never change. */
public record Location(double latitude, double longitude) {
    public Location {
        if (!(Math.abs(latitude) <= 90) || !(Math.abs(longitude) <= 180))
            throw new IllegalArgumentException("no place on earth: " + latitude + ", " + longitude);
    }
}
