// SPDX-License-Identifier: MIT
#include "media_file.h"

#include <algorithm>
#include <cctype>
#include <chrono>
#include <future>
#include <thread>

#include "failure.h"
#include "result_text.h"

namespace caesura::play {
namespace {

bool IsUrl(const std::string& text) { return text.find("://") != text.npos; }

bool IsHttp(const std::string& text) {
  std::string scheme = text.substr(0, text.find("://"));
  std::transform(scheme.begin(), scheme.end(), scheme.begin(), [](unsigned char c) { return std::tolower(c); });
  return IsUrl(text) && (scheme == "http" || scheme == "https");
}

std::wstring FullPath(const std::string& path) {
  wchar_t full[4096];
  const DWORD length = GetFullPathNameW(Wide(path).c_str(), static_cast<DWORD>(std::size(full)), full, nullptr);
  if (length == 0 || length >= std::size(full)) throw Failure(ExitCode::kCannotOpen, path + ": this is no path");
  return full;
}

/// Checks first what the resolver would say less clearly.
std::wstring ExistingFile(const std::string& path) {
  const std::wstring full = FullPath(path);
  const DWORD attributes = GetFileAttributesW(full.c_str());
  if (attributes == INVALID_FILE_ATTRIBUTES) throw Failure(ExitCode::kCannotOpen, path + ": there is no such file");
  if (attributes & FILE_ATTRIBUTE_DIRECTORY) throw Failure(ExitCode::kCannotOpen, path + ": this is a folder");
  return full;
}

Failure CannotOpen(const std::string& name, HRESULT hr) {
  if (IsHttp(name) && hr == HRESULT_FROM_WIN32(ERROR_PATH_NOT_FOUND)) {
    return Failure(ExitCode::kCannotOpen, name +
                                              ": this system can't open http addresses (Wine 8 never asks the server); "
                                              "download the file and play the copy");
  }
  if (hr == HRESULT_FROM_WIN32(ERROR_FILE_NOT_FOUND) || hr == HRESULT_FROM_WIN32(ERROR_PATH_NOT_FOUND)) {
    return Failure(ExitCode::kCannotOpen, name + ": there is no such file");
  }
  if (hr == E_ACCESSDENIED) return Failure(ExitCode::kCannotOpen, name + ": you may not read this file");
  const std::string sentence = name + ": this is not a media file, or none that this system knows";
  return Failure(ExitCode::kCannotOpen, hr == E_FAIL ? sentence : sentence + ": " + ResultText(hr));
}

struct Opened {
  HRESULT result = E_FAIL;
  ComPtr<IMFMediaSource> source;
  ComPtr<IMFPresentationDescriptor> presentation;
};

Opened CreateSource(const std::wstring& name) {
  constexpr DWORD kFlags =
      MF_RESOLUTION_MEDIASOURCE | MF_RESOLUTION_CONTENT_DOES_NOT_HAVE_TO_MATCH_EXTENSION_OR_MIME_TYPE;
  Opened opened;
  ComPtr<IMFSourceResolver> resolver;
  ComPtr<IUnknown> object;
  MF_OBJECT_TYPE type = MF_OBJECT_INVALID;
  HRESULT& hr = opened.result;
  hr = MFCreateSourceResolver(&resolver);
  if (SUCCEEDED(hr)) hr = resolver->CreateObjectFromURL(name.c_str(), kFlags, nullptr, &type, &object);
  if (SUCCEEDED(hr)) hr = object.As(&opened.source);
  if (SUCCEEDED(hr)) hr = opened.source->CreatePresentationDescriptor(&opened.presentation);
  return opened;
}

/// Wine 8 may wait for ever for the streams of a file that is cut short, so this happens on a thread of its own, which
/// is left alone where it takes too long.
Opened CreateSourceInTime(const std::string& path_or_url, const std::wstring& name) {
  std::packaged_task<Opened()> task([name] { return CreateSource(name); });
  std::future<Opened> opened = task.get_future();
  std::thread(std::move(task)).detach();
  if (opened.wait_for(std::chrono::seconds(15)) != std::future_status::ready)
    throw Failure(ExitCode::kStalled, path_or_url + ": the system finds no end in opening it; it may be damaged");
  return opened.get();
}

/// A FourCC as text, the common audio formats by name, anything else as a GUID.
std::string FormatName(const GUID& subtype) {
  struct Named {
    const GUID& guid;
    const char* name;
  };
  const Named audio[] = {
      {MFAudioFormat_PCM,       "PCM"       },
      {MFAudioFormat_Float,     "float PCM" },
      {MFAudioFormat_AAC,       "AAC"       },
      {MFAudioFormat_MP3,       "MP3"       },
      {MFAudioFormat_MPEG,      "MPEG audio"},
      {MFAudioFormat_WMAudioV8, "WMA"       },
      {MFAudioFormat_WMAudioV9, "WMA 9"     },
      {MFAudioFormat_Dolby_AC3, "AC-3"      },
      {MFVideoFormat_RGB32,     "RGB32"     },
      {MFVideoFormat_RGB24,     "RGB24"     },
  };
  for (const Named& format : audio) {
    if (subtype == format.guid) return format.name;
  }
  std::string four_cc;
  for (int shift = 0; shift < 32; shift += 8) four_cc += static_cast<char>(subtype.Data1 >> shift & 0xff);
  GUID base = MFVideoFormat_Base;
  base.Data1 = subtype.Data1;
  const auto printable = [](char c) { return std::isprint(static_cast<unsigned char>(c)) != 0; };
  if (subtype == base && std::all_of(four_cc.begin(), four_cc.end(), printable)) return four_cc;
  wchar_t text[40];
  StringFromGUID2(subtype, text, 40);
  return Utf8(text);
}

void ReadType(Stream& stream) {
  ComPtr<IMFMediaTypeHandler> handler;
  ComPtr<IMFMediaType> type;
  GUID major{};
  GUID subtype{};
  if (FAILED(stream.descriptor->GetMediaTypeHandler(&handler)) || FAILED(handler->GetMajorType(&major))) return;
  stream.kind = major == MFMediaType_Audio   ? Stream::Kind::kAudio
                : major == MFMediaType_Video ? Stream::Kind::kVideo
                                             : Stream::Kind::kOther;
  if (FAILED(handler->GetCurrentMediaType(&type)) && FAILED(handler->GetMediaTypeByIndex(0, &type))) return;
  if (SUCCEEDED(type->GetGUID(MF_MT_SUBTYPE, &subtype))) stream.format = FormatName(subtype);
  type->GetUINT32(MF_MT_AUDIO_SAMPLES_PER_SECOND, &stream.sample_rate);
  type->GetUINT32(MF_MT_AUDIO_NUM_CHANNELS, &stream.channels);

  UINT64 pair = 0;
  if (SUCCEEDED(type->GetUINT64(MF_MT_FRAME_SIZE, &pair))) {
    stream.width = static_cast<UINT32>(pair >> 32);
    stream.height = static_cast<UINT32>(pair);
  }
  if (SUCCEEDED(type->GetUINT64(MF_MT_PIXEL_ASPECT_RATIO, &pair)) && pair >> 32 != 0 &&
      static_cast<UINT32>(pair) != 0) {
    stream.width = static_cast<UINT32>(UINT64{stream.width} * (pair >> 32) / static_cast<UINT32>(pair));
  }
  if (SUCCEEDED(type->GetUINT64(MF_MT_FRAME_RATE, &pair)) && static_cast<UINT32>(pair) != 0) {
    stream.frame_rate = static_cast<double>(pair >> 32) / static_cast<UINT32>(pair);
  }
}

void ReadStreams(MediaFile& file) {
  DWORD count = 0;
  if (FAILED(file.presentation->GetStreamDescriptorCount(&count))) return;
  for (DWORD index = 0; index < count; ++index) {
    Stream stream;
    BOOL selected = FALSE;
    stream.index = index;
    if (FAILED(file.presentation->GetStreamDescriptorByIndex(index, &selected, &stream.descriptor))) continue;
    ReadType(stream);
    if (stream.kind == Stream::Kind::kOther || file.Selected(stream.kind)) {
      file.presentation->DeselectStream(index);
    } else {
      file.presentation->SelectStream(index);
    }
    file.streams.push_back(stream);
  }
}

}  // namespace

const Stream* MediaFile::Selected(Stream::Kind kind) const {
  for (const Stream& stream : streams) {
    BOOL selected = FALSE;
    ComPtr<IMFStreamDescriptor> descriptor;
    if (stream.kind == kind &&
        SUCCEEDED(presentation->GetStreamDescriptorByIndex(stream.index, &selected, &descriptor)) && selected) {
      return &stream;
    }
  }
  return nullptr;
}

void MediaFile::Deselect(Stream::Kind kind) {
  if (const Stream* stream = Selected(kind)) presentation->DeselectStream(stream->index);
}

MediaFile OpenMedia(const std::string& path_or_url) {
  const std::wstring name = IsUrl(path_or_url) ? Wide(path_or_url) : ExistingFile(path_or_url);
  const Opened opened = CreateSourceInTime(path_or_url, name);
  if (FAILED(opened.result)) throw CannotOpen(path_or_url, opened.result);
  MediaFile file{.name = path_or_url, .source = opened.source, .presentation = opened.presentation, .streams = {}};

  UINT64 duration = 0;
  if (SUCCEEDED(file.presentation->GetUINT64(MF_PD_DURATION, &duration)))
    file.duration = static_cast<MediaTime>(duration);
  ReadStreams(file);
  return file;
}

}  // namespace caesura::play
