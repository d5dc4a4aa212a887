; Offers NemaTrace under "Open with" for kinds of files that other programs open by default, and leaves that default alone.
!macro offerFor ENDING
  WriteRegStr SHELL_CONTEXT "Software\Classes\.${ENDING}\OpenWithProgids" "NemaTrace.Recording" ""
!macroend

!macro offerNoMoreFor ENDING
  DeleteRegValue SHELL_CONTEXT "Software\Classes\.${ENDING}\OpenWithProgids" "NemaTrace.Recording"
!macroend

!macro customInstall
  WriteRegStr SHELL_CONTEXT "Software\Classes\NemaTrace.Recording" "" "Recording"
  WriteRegStr SHELL_CONTEXT "Software\Classes\NemaTrace.Recording\DefaultIcon" "" "$INSTDIR\${APP_EXECUTABLE_FILENAME},0"
  WriteRegStr SHELL_CONTEXT "Software\Classes\NemaTrace.Recording\shell\open\command" "" '"$INSTDIR\${APP_EXECUTABLE_FILENAME}" "%1"'
  !insertmacro offerFor "tif"
  !insertmacro offerFor "tiff"
  !insertmacro offerFor "h5"
  !insertmacro offerFor "hdf5"
  !insertmacro offerFor "nrrd"
  !insertmacro offerFor "mha"
!macroend

!macro customUnInstall
  !insertmacro offerNoMoreFor "tif"
  !insertmacro offerNoMoreFor "tiff"
  !insertmacro offerNoMoreFor "h5"
  !insertmacro offerNoMoreFor "hdf5"
  !insertmacro offerNoMoreFor "nrrd"
  !insertmacro offerNoMoreFor "mha"
  DeleteRegKey SHELL_CONTEXT "Software\Classes\NemaTrace.Recording"
!macroend
