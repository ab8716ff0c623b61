/** What to do where WebGPU is missing, for the browser that says this of itself. */
export function webgpuAdvice(userAgent: string, secure: boolean): string {
  if (!secure) return 'Browsers offer WebGPU only to secure pages: open this one over https or on localhost.';
  if (/Firefox\//.test(userAgent)) {
    return 'Firefox has WebGPU from version 141 on Windows and 145 on macOS; elsewhere set dom.webgpu.enabled to true in about:config, then reload.';
  }
  if (/Edg\//.test(userAgent)) return chromium('Edge', 'edge');
  if (/Chrome\/|Chromium\//.test(userAgent)) {
    if (/Android/.test(userAgent))
      return 'Chrome on Android has WebGPU from version 121 on Android 12 or newer: update it.';
    return chromium('Chrome', 'chrome');
  }
  if (/Safari\//.test(userAgent)) {
    return 'Safari has WebGPU from version 26 on; in an older one try the WebGPU feature flag (Settings, Feature Flags), then reload.';
  }
  return 'Open this page in a current Chrome, Edge, Safari 26 or Firefox.';
}

function chromium(name: string, scheme: string): string {
  return `${name} has WebGPU from version 113 on (on Linux, where ${scheme}://gpu lists it as disabled, set ${scheme}://flags/#enable-unsafe-webgpu): update it, turn on “Use graphics acceleration when available” in its system settings, then restart it.`;
}
