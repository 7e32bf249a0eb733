// Close codes by name: RFC 6455 section 7.4 and the IANA registry; the ranges behind them by their owner.
import { currentLanguage } from "./language.js";

export const SERVICE_RESTART = 1012;

const NAMES = {
  1000: ["normal closure", "正常关闭"],
  1001: ["going away", "对方离开"],
  1002: ["protocol error", "协议错误"],
  1003: ["unsupported data", "不支持的数据"],
  1005: ["no status received", "未给出状态码"],
  1006: ["abnormal closure", "异常断开"],
  1007: ["invalid payload data", "数据无效"],
  1008: ["policy violation", "违反策略"],
  1009: ["message too big", "消息过大"],
  1010: ["mandatory extension", "缺少必需的扩展"],
  1011: ["internal error", "内部错误"],
  1012: ["service restart", "服务重启"],
  1013: ["try again later", "请稍后再试"],
  1014: ["bad gateway", "网关错误"],
  1015: ["TLS handshake", "TLS 握手失败"],
  4009: ["gap", "内容已不连续"],
};

/** The name of a close code in the reader's language. */
export function closeName(code) {
  const pair = NAMES[code] ?? range(code);
  return pair[currentLanguage() === "zh" ? 1 : 0];
}

function range(code) {
  if (code >= 4000 && code <= 4999) return ["the application’s own", "应用自定义"];
  if (code >= 3000 && code <= 3999) return ["registered by a library", "由程序库登记"];
  return ["reserved", "保留代码"];
}
