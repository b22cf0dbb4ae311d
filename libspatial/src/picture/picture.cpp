// SVG to PNG: librsvg draws on a cairo surface, fontconfig is asked for a Chinese font before.

#include "libspatial/picture.hpp"

#include <cairo.h>
#include <fontconfig/fontconfig.h>
#include <librsvg/rsvg.h>

#include <cmath>
#include <memory>

#include "libspatial/exchange.hpp"

namespace libspatial {
namespace {

template <auto Free>
struct Deleter {
  template <class T>
  void operator()(T* p) const { Free(p); }
};
template <class T, auto Free>
using Owned = std::unique_ptr<T, Deleter<Free>>;

/// CJK unified ideographs: what a Latin font shows as boxes.
bool has_ideographs(std::string_view utf8) {
  for (std::size_t i = 0; i + 2 < utf8.size(); ++i) {
    const auto a = static_cast<unsigned char>(utf8[i]), b = static_cast<unsigned char>(utf8[i + 1]);
    if ((a == 0xE4 && b >= 0xB8) || (a > 0xE4 && a <= 0xE9)) return true;
  }
  return false;
}

bool has_chinese_font() {
  const Owned<FcPattern, FcPatternDestroy> pattern(FcPatternCreate());
  const Owned<FcLangSet, FcLangSetDestroy> languages(FcLangSetCreate());
  FcLangSetAdd(languages.get(), reinterpret_cast<const FcChar8*>("zh-cn"));
  FcPatternAddLangSet(pattern.get(), FC_LANG, languages.get());
  const Owned<FcObjectSet, FcObjectSetDestroy> nothing(FcObjectSetBuild(FC_FAMILY, nullptr));
  const Owned<FcFontSet, FcFontSetDestroy> fonts(FcFontList(nullptr, pattern.get(), nothing.get()));
  return fonts && fonts->nfont > 0;
}

[[noreturn]] void fail(const std::string& why) {
  throw Error(Errc::write_failed, {"不能画成 PNG：" + why + "。可改写 .svg 或 .html", "cannot be drawn as a PNG: " + why + ". Write .svg or .html instead"});
}

Owned<cairo_surface_t, cairo_surface_destroy> draw(std::string_view svg, int width) {
  GError* error = nullptr;
  const auto* bytes = reinterpret_cast<const guint8*>(svg.data());
  const Owned<RsvgHandle, g_object_unref> drawing(rsvg_handle_new_from_data(bytes, svg.size(), &error));
  if (!drawing) {
    const Owned<GError, g_error_free> owned(error);
    fail(error ? error->message : "librsvg");
  }
  gboolean has_box = FALSE;
  RsvgRectangle box{};
  rsvg_handle_get_intrinsic_dimensions(drawing.get(), nullptr, nullptr, nullptr, nullptr, &has_box, &box);
  if (!has_box || !(box.width > 0) || !(box.height > 0)) fail("viewBox");
  const int height = static_cast<int>(std::lround(width * box.height / box.width));
  Owned<cairo_surface_t, cairo_surface_destroy> surface(cairo_image_surface_create(CAIRO_FORMAT_RGB24, width, height));
  const Owned<cairo_t, cairo_destroy> pen(cairo_create(surface.get()));
  cairo_set_source_rgb(pen.get(), 1, 1, 1);
  cairo_paint(pen.get());
  const RsvgRectangle page{0, 0, static_cast<double>(width), static_cast<double>(height)};
  if (!rsvg_handle_render_document(drawing.get(), pen.get(), &page, &error)) {
    const Owned<GError, g_error_free> owned(error);
    fail(error ? error->message : "librsvg");
  }
  if (cairo_status(pen.get()) != CAIRO_STATUS_SUCCESS) fail(cairo_status_to_string(cairo_status(pen.get())));
  return surface;
}

}  // namespace

void write_png(const std::string& file, std::string_view svg, int width) {
  if (width < 100 || width > 20000) {
    throw Error(Errc::bad_argument, {"图宽应为 100 至 20000 像素：" + std::to_string(width), "the width must be 100 to 20000 pixels: " + std::to_string(width)});
  }
  if (has_ideographs(svg) && !has_chinese_font()) {
    throw Error(Errc::no_font, {"本机没有中文字体，图上的名称会成为方框，没有写 " + file + "。请安装：apt-get install fonts-wqy-microhei，或改写 .svg 或 .html",
                                "this machine has no Chinese font, names would be boxes: " + file + " was not written. Install one: apt-get install fonts-wqy-microhei, or write .svg or .html"});
  }
  const auto surface = draw(svg, width);
  publish(file, [&](const std::string& temporary) {
    const cairo_status_t status = cairo_surface_write_to_png(surface.get(), temporary.c_str());
    if (status != CAIRO_STATUS_SUCCESS) fail(cairo_status_to_string(status));
  });
}

}  // namespace libspatial
