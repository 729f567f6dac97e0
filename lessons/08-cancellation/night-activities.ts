/** A night's work for the telescope. */
export interface Plan {
  id: string;
  /** What to take a picture of. */
  target: string;
  /** A bright star that is always worth an exposure, clouds or not. */
  standby: string;
}

/** The observatory, as the workflow sees it. */
export interface Observatory {
  /** Opens the dome, which takes minutes. */
  openDome(planId: string): Promise<void>;

  /** Closes the dome. Safe to repeat, and safe when it is closed. */
  closeDome(planId: string): Promise<void>;

  /** Watches the sky around a target until it is clear. When it sees too little, it is tried again. */
  clearSky(target: string): Promise<void>;

  /** Exposes the camera, and returns the picture's name. Asked to cancel, it closes the shutter. */
  expose(planId: string, target: string): Promise<string>;
}
