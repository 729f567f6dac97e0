/** Where smoke was seen. */
export interface Smoke {
  east: number;
  north: number;
}

/** What the forest service can do, as its workflows see it. */
export interface WatchActivities {
  /** Brings the picture of an area from the satellite, and returns it: some megabytes. */
  loadPicture(request: { area: string }): Promise<string>;
  findSmokeIn(request: { picture: string }): Promise<Smoke[]>;
  drawMapOf(request: { picture: string; smoke: Smoke[] }): Promise<void>;

  /** Puts the picture of an area into the store, under a key that it is given. */
  fetchPicture(request: { area: string; key: string }): Promise<{ attempt: number }>;
  findSmoke(request: { key: string }): Promise<Smoke[]>;
  drawMap(request: { key: string; smoke: Smoke[] }): Promise<void>;
}
