/** Camera, microphone and speaker: choosing them, seeing that they work. Before joining and in the room. */
export { DeviceFields } from "./components/device-fields";
export { LevelMeter } from "./components/level-meter";
export { useDeviceList } from "./components/use-device-list";
export { useMicrophoneLevel } from "./components/use-microphone-level";
export { deviceOptions } from "./model/device-options";
